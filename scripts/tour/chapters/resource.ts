import { kontorEndpoints, type Listing, type Resource } from '@kontor/protocol/kontor';
import { findRefusal } from '../database.ts';
import { TEAM, type Tour } from '../tour.ts';
import { succeed } from './operations.ts';

const PRODUCT = 'postgres';
const NAME = 'tour-db';
const FORM = { region: 'fra1', size: 'small', extensions: false };
/** What PostgreSQL says when a database, or the role that asks for it, does not exist. */
const GONE = ['3D000', '28P01', '28000'];

/** Asks the provider what a database of this form costs. Answers the id of the free plan. */
export function choosePlan(tour: Tour, listing: Listing): Promise<string> {
  return tour.step(
    'Choose a plan',
    'Plans are asked of the provider at this moment, for the form as it is filled in.',
    async () => {
      const { body } = await tour.call(kontorEndpoints.listCatalogPlans, {
        params: { team: TEAM, integration: listing.slug, product: PRODUCT },
        query: { metadata: JSON.stringify(FORM) },
      });
      const free = body.plans.find(({ paymentMethodRequired }) => paymentMethodRequired === false);
      tour.check('there is a plan without a payment method', free?.id, 'free');
      return free?.id ?? '';
    },
  );
}

/** Provisions a database. */
export function provision(
  tour: Tour,
  { installation, plan }: { installation: string; plan: string },
): Promise<Resource> {
  return tour.step(
    'Provision a database',
    'The provider makes a real database with a role of its own, and hands its secrets to the host. Nobody can read them back: the host shows their names and lengths.',
    async () => {
      const { body } = await tour.call(kontorEndpoints.createResource, {
        params: { team: TEAM, installation },
        body: { product: PRODUCT, name: NAME, metadata: FORM, billingPlanId: plan },
      });
      await succeed(tour, body.operation);
      const after = await tour.call(kontorEndpoints.getTeamResource, {
        params: { team: TEAM, resource: body.resource.id },
        query: {},
      });
      const { resource, secrets } = after.body;
      tour.check('the resource is active', resource.lifecycle, 'active');
      tour.check('it is on the plan that was chosen', resource.billingPlan?.id, plan);
      const names = secrets.map(({ name }) => name);
      tour.check('one of its secrets is DATABASE_URL', names.includes('DATABASE_URL'), true);
      return resource;
    },
  );
}

/** De-provisions the database, and sees that it is gone. */
export function deprovision(
  tour: Tour,
  { resource, address }: { resource: Resource; address: string },
): Promise<void> {
  return tour.step(
    'De-provision',
    'The provider drops the database and its roles, with everything in them.',
    async () => {
      const params = { team: TEAM, resource: resource.id };
      const { body } = await tour.call(kontorEndpoints.deleteTeamResource, { params });
      await succeed(tour, body.operation);
      const after = await tour.call(kontorEndpoints.listTeamResources, {
        params: { team: TEAM },
        query: {},
      });
      tour.check('the team has no resources', after.body.resources, []);
      const code = await findRefusal(tour, address);
      tour.check('the database is really gone', GONE.includes(code), true);
    },
  );
}
