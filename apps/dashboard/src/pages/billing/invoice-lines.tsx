import type { TeamInvoice } from '@kontor/protocol/kontor';
import { useOpenAbout } from '../../shell/use-open.ts';
import { useMay } from '../../shell/use-team.ts';
import { Amount } from '../../ui/amount.tsx';
import { Button } from '../../ui/button.tsx';
import { measured } from '../../ui/measured.ts';
import { Table } from '../../ui/table.tsx';
import { ResourceOf } from './resource-of.tsx';
import { Why } from './why.tsx';

/** A line of an invoice, whichever kind it is. */
export type Line = {
  /** As evidence names it. */
  readonly id: string;
  readonly name: string;
  readonly details: string | undefined;
  readonly resourceId: string | undefined;
  readonly amount: string;
  readonly isTakenOff: boolean;
  readonly priced?: { readonly price: string; readonly quantity: string; readonly units: string };
};

/** What an invoice is made of. Each line says, when it is asked, where its amount comes from. */
export function InvoiceLines({ invoice }: { readonly invoice: TeamInvoice }) {
  const may = useMay();
  const lines = linesOf(invoice);
  const [asked, setAsked, endAsking] = useOpenAbout('why', {
    action: 'invoice:read',
    among: lines,
    keyOf: ({ id }) => id,
  });
  return (
    <>
      <Table
        label="Lines"
        rows={lines}
        keyOf={({ id }) => id}
        columns={[
          {
            name: 'For',
            cell: ({ name, details }) => (
              <>
                {name}
                {details !== undefined && <div className="text-muted">{details}</div>}
              </>
            ),
          },
          { name: 'Resource', cell: ({ resourceId }) => <ResourceOf externalId={resourceId} /> },
          {
            name: 'Quantity',
            isNumber: true,
            cell: ({ priced }) => priced && measured(priced.quantity, priced.units),
          },
          {
            name: 'Price',
            isNumber: true,
            cell: ({ priced }) => priced && <Amount of={priced.price} isExact />,
          },
          {
            name: 'Amount',
            isNumber: true,
            cell: ({ amount, isTakenOff }) => <Amount of={amount} isTakenOff={isTakenOff} />,
          },
          ...(may('invoice:read')
            ? [
                {
                  name: 'Origin',
                  cell: (line: Line) => (
                    <Button
                      look="link"
                      onPress={() => setAsked(line)}
                      aria-label={`Why this amount: ${line.name}`}
                    >
                      Why?
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {asked && <Why invoice={invoice.id} line={asked} onClose={endAsking} />}
    </>
  );
}

function linesOf({ items, discounts }: TeamInvoice): readonly Line[] {
  return [
    ...items.map(({ name, details, resourceId, total, price, quantity, units }, place) => ({
      ...{ id: `items[${place}]`, name, details, resourceId, amount: total, isTakenOff: false },
      priced: { price, quantity: String(quantity), units },
    })),
    ...discounts.map(({ name, details, resourceId, amount }, place) => ({
      ...{ id: `discounts[${place}]`, name, details, resourceId, amount, isTakenOff: true },
    })),
  ];
}
