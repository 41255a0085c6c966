/** A user of the platform. The id is what everything else here knows them by, and never changes. */
export type User = {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
};

/** A customer of the platform, with its people and its projects. */
export type Customer = {
  readonly id: string;
  readonly name: string;
  readonly people: Map<string, 'owner' | 'developer' | 'viewer'>;
  readonly projects: Map<string, string>;
};

/** What a real platform has in its database: users, and customers with people and projects. */
export type Customers = {
  readonly users: Map<string, User>;
  readonly customers: Map<string, Customer>;
};

/** Two people of one customer with one project, to begin with. */
export function exampleCustomers(): Customers {
  const vera = {
    id: 'user-1',
    email: 'vera@blue.example',
    name: 'Vera',
    password: 'correct horse',
  };
  const sam = { id: 'user-2', email: 'sam@blue.example', name: 'Sam', password: 'battery staple' };
  const blue: Customer = {
    id: 'customer-7',
    name: 'Blue Ltd',
    people: new Map([
      [vera.id, 'owner'],
      [sam.id, 'developer'],
    ]),
    projects: new Map([['project-3', 'shop']]),
  };
  return {
    users: new Map([vera, sam].map((user) => [user.id, user])),
    customers: new Map([[blue.id, blue]]),
  };
}
