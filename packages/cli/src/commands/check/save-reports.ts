import { badgeOf, htmlOf, junitOf, type Report } from '@kontor/check';
import { saveFile } from '../../output/save-file.ts';
import type { Session } from '../../session.ts';

const forms = { junit: junitOf, html: htmlOf, badge: badgeOf };

type Files = { readonly [Form in keyof typeof forms]?: string | undefined };

/** Writes the report in each form that a file is named for. */
export async function saveReports(session: Session, report: Report, files: Files): Promise<void> {
  for (const form of ['junit', 'html', 'badge'] as const) {
    const file = files[form];
    if (file === undefined) continue;
    await saveFile(session, file, forms[form](report));
    session.note(`Wrote ${file}.`);
  }
}
