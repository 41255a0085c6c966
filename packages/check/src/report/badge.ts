import { escaped } from './escaped.ts';
import type { Report } from './report.ts';

const CHARACTER_WIDTH = 6.6;
const PADDING = 12;
const GREEN = '#1a7f4b';
const RED = '#b3261e';

/** A picture for a page of one's own: how far the provider was judged, and how it ended. */
export function badgeOf({ level, verdict, counts }: Report): string {
  const left = 'kontor check';
  const right = verdict === 'passed' ? `${level}: passed` : `${counts.failed} failed`;
  const [leftWidth, rightWidth] = [left, right].map(widthOf) as [number, number];
  const width = leftWidth + rightWidth;
  const colour = verdict === 'passed' ? GREEN : RED;
  const text = `${left}: ${right}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${escaped(text)}">
  <title>${escaped(text)}</title>
  <rect width="${width}" height="20" rx="3" fill="#3a3f45"/>
  <path d="M${leftWidth} 0h${rightWidth - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-${rightWidth - 3}z" fill="${colour}"/>
  <g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
    <text x="${leftWidth / 2}" y="14">${escaped(left)}</text>
    <text x="${leftWidth + rightWidth / 2}" y="14">${escaped(right)}</text>
  </g>
</svg>
`;
}

function widthOf(text: string): number {
  return Math.round(text.length * CHARACTER_WIDTH + PADDING);
}
