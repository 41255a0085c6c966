/** How menus look wherever one opens. */
export const menuLook = {
  popover: 'min-w-48 rounded-lg border border-line bg-raised p-1 shadow-lg',
  item: 'cursor-pointer rounded-md px-3 py-1.5 outline-none focus:bg-hover',
  header: 'px-3 py-1 text-xs font-medium text-muted',
  trigger:
    'inline-flex cursor-pointer items-center gap-1 rounded-md px-2 py-1.5 font-medium hover:bg-hover',
} as const;
