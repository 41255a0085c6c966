import type { TeamInvoice } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { addressTo } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { useMay } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { buttonLook } from '../../ui/button.tsx';
import { type Fact, Facts } from '../../ui/facts.tsx';
import { Note } from '../../ui/note.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { InvoiceLines } from './invoice-lines.tsx';
import { StateOfInvoice } from './invoice-state.tsx';
import { Payments } from './pay.tsx';
import { Day, Period } from './period.tsx';

/** One invoice: what it is for, line by line, and what it came from. */
export function InvoicePage() {
  const { team, invoice: id } = useParams({ from: '/t/$team/billing/invoices/$invoice' });
  const invoice = useQuery(read('getTeamInvoice', { params: { team, invoice: id } }));
  const found = invoice.data?.invoice;
  return (
    <Page
      title={found === undefined ? 'Invoice' : `Invoice of ${found.integration.name}`}
      above={
        <Link to="/t/$team/billing/invoices" params={{ team }} className="text-accent underline">
          Invoices
        </Link>
      }
      actions={found !== undefined && <Documents invoice={found} />}
    >
      <QueryView query={invoice} rows={4}>
        {({ invoice: shown }) => (
          <>
            {shown.state === 'pending' && (
              <Note>
                It is less than $0.50, so nothing is charged for it alone. It is carried, and
                collected with the next invoice of {shown.integration.name}.
              </Note>
            )}
            {shown.isWaived && (
              <Note>It is less than what is ever charged, so it counts as paid.</Note>
            )}
            {shown.memo !== null && <p className="max-w-prose">{shown.memo}</p>}
            <Facts facts={factsOf(shown)} />
            <Section title="Lines">
              <InvoiceLines invoice={shown} />
            </Section>
            <Payments invoice={shown} />
          </>
        )}
      </QueryView>
    </Page>
  );
}

function factsOf(invoice: TeamInvoice): readonly Fact[] {
  const { paidAt, refundedAt, refundTotal, refundReason, externalId } = invoice;
  return [
    { name: 'State', value: <StateOfInvoice state={invoice.state} /> },
    ...(invoice.number === null ? [] : [{ name: 'Number', value: invoice.number }]),
    { name: 'Billed', value: <Amount of={invoice.total} /> },
    ...invoice.taxes.map(({ name, rate, amount }) => ({
      name: `${name}, ${rate} %`,
      value: <Amount of={amount} />,
    })),
    ...(/[1-9]/.test(invoice.credited)
      ? [{ name: 'Paid by credits', value: <Amount of={invoice.credited} isTakenOff /> }]
      : []),
    // what is paid is not to be paid, though it was
    { name: paidAt === null ? 'To pay' : 'Paid', value: <Amount of={invoice.due} /> },
    ...invoice.collects.map(({ id, number, due }) => ({
      name: `Carried to it from ${number ?? id}`,
      value: (
        <>
          <Amount of={due} /> of <InvoiceLink id={id}>that invoice</InvoiceLink>
        </>
      ),
    })),
    ...(invoice.collects.length === 0
      ? []
      : [{ name: 'To pay together', value: <Amount of={invoice.dueTogether} /> }]),
    ...(invoice.collectedWith === null
      ? []
      : [
          {
            name: 'Paid together with',
            value: <InvoiceLink id={invoice.collectedWith}>another invoice</InvoiceLink>,
          },
        ]),
    { name: 'Period', value: <Period {...invoice.period} /> },
    { name: 'Date', value: <Day at={invoice.invoiceDate} /> },
    ...(paidAt === null ? [] : [{ name: 'Paid on', value: <Day at={paidAt} /> }]),
    ...(/[1-9]/.test(refundTotal)
      ? [{ name: 'Paid back', value: <Amount of={refundTotal} /> }]
      : []),
    ...(refundedAt === null ? [] : [{ name: 'Refunded on', value: <Day at={refundedAt} /> }]),
    ...(refundReason === null ? [] : [{ name: 'Why it is paid back', value: refundReason }]),
    { name: 'Id', value: <code>{invoice.id}</code> },
    ...(externalId === null
      ? []
      : [{ name: "The provider's id", value: <code>{externalId}</code> }]),
  ];
}

function InvoiceLink({ id, children }: { readonly id: string; readonly children: ReactNode }) {
  const { team } = useParams({ from: '/t/$team/billing/invoices/$invoice' });
  return (
    <Link
      to="/t/$team/billing/invoices/$invoice"
      params={{ team, invoice: id }}
      className="text-accent underline"
    >
      {children}
    </Link>
  );
}

/** The files of it, for those who may have them. */
function Documents({ invoice }: { readonly invoice: TeamInvoice }) {
  const { team } = useParams({ from: '/t/$team/billing/invoices/$invoice' });
  const may = useMay();
  if (!may('invoice:read')) return null;
  const params = { team, invoice: invoice.id };
  return (
    <>
      <a className={buttonLook()} href={addressTo('getInvoicePdf', { params })} download>
        PDF
      </a>
      <a
        className={buttonLook()}
        href={addressTo('getInvoiceHtml', { params })}
        target="_blank"
        rel="noopener"
      >
        To print
      </a>
      {invoice.state === 'refunded' && (
        <a
          className={buttonLook()}
          href={addressTo('getInvoicePdf', { params, query: { creditNote: 1 } })}
          download
        >
          Credit note
        </a>
      )}
      <a className={buttonLook()} href={addressTo('getInvoiceEvidence', { params })} download>
        Evidence
      </a>
    </>
  );
}
