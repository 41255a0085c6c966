/** So many of something that has a regular plural, such as “1 project” and “1,200 projects”. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`;
}
