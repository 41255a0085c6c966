import * as z from 'zod';

const maintenanceInfo = z.looseObject({ version: z.string(), description: z.string().optional() });

const jsonSchema = z.record(z.string(), z.unknown());

const parametersOf = z.looseObject({ parameters: jsonSchema.optional() }).optional();

const plan = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  description: z.string().default(''),
  /** A plan costs nothing unless it says so. */
  free: z.boolean().default(true),
  bindable: z.boolean().optional(),
  plan_updateable: z.boolean().optional(),
  binding_rotatable: z.boolean().default(false),
  maximum_polling_duration: z.number().positive().optional(),
  maintenance_info: maintenanceInfo.optional(),
  metadata: z.record(z.string(), z.unknown()).default({}),
  schemas: z
    .looseObject({
      service_instance: z.looseObject({ create: parametersOf, update: parametersOf }).optional(),
      service_binding: z.looseObject({ create: parametersOf }).optional(),
    })
    .optional(),
});
export type BrokerPlan = z.infer<typeof plan>;

const service = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  description: z.string().default(''),
  bindable: z.boolean(),
  tags: z.array(z.string()).default([]),
  /** What the platform must do for bindings beside handing credentials over. */
  requires: z.array(z.string()).default([]),
  plan_updateable: z.boolean().default(false),
  instances_retrievable: z.boolean().default(false),
  bindings_retrievable: z.boolean().default(false),
  metadata: z.record(z.string(), z.unknown()).default({}),
  dashboard_client: z.unknown().optional(),
  plans: z.array(plan).min(1),
});
export type BrokerService = z.infer<typeof service>;

/** What a broker offers: `GET /v2/catalog`. Unknown keys are kept, since brokers may be newer. */
export const catalog = z.looseObject({ services: z.array(service).default([]) });
export type Catalog = z.infer<typeof catalog>;

/** Whether credentials of an instance can be asked for: a plan says it for itself, or its service for all. */
export function isBindable({ bindable }: BrokerService, plan: BrokerPlan): boolean {
  return plan.bindable ?? bindable;
}

/** Whether an instance can leave a plan. */
export function isPlanUpdateable(of: BrokerService, plan: BrokerPlan): boolean {
  return plan.plan_updateable ?? of.plan_updateable;
}
