import type { Customers } from './customers.ts';
import type { Kontor } from './kontor.ts';

/**
 * Tells Kontor of every customer, with its people and projects. Each call may be repeated, so this runs
 * whenever something changed, and once more after every failure.
 */
export async function provision(kontor: Kontor, { users, customers }: Customers): Promise<void> {
  for (const { id, name, people, projects } of customers.values()) {
    await kontor.putTeam(id, { name });
    for (const [userId, role] of people) {
      const user = users.get(userId);
      if (user) await kontor.putMember(id, userId, { email: user.email, name: user.name, role });
    }
    for (const [projectId, projectName] of projects) {
      await kontor.putProject(id, projectId, { name: projectName });
    }
  }
}

/** A person leaves a customer: they are out of the team at once, and what they installed stays. */
export async function removePerson(
  kontor: Kontor,
  { customers }: Customers,
  { customer, user }: { readonly customer: string; readonly user: string },
): Promise<void> {
  customers.get(customer)?.people.delete(user);
  await kontor.removeMember(customer, user);
}
