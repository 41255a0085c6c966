import * as z from 'zod';

export const environmentOption = {
  environment: z.string().min(1, 'is empty').default('development').meta({
    description: 'Environment to read.',
    placeholder: 'environment',
  }),
};
