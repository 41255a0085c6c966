/** What is wrong with one field of a form, in the words shown beside it. */
export type FieldError = {
  /** The name of the field. */
  readonly key: string;
  /** Names the field, the limit and what was received. */
  readonly message: string;
};
