/** A JSON Schema, draft 2020-12, as OpenAPI 3.1 takes it. */
export type JsonSchema = { readonly [key: string]: unknown };

export type Reference = { readonly $ref: string };

export type Parameter = {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
};

export type Content = {
  readonly 'application/json': { readonly schema: JsonSchema; readonly example?: unknown };
};

export type ApiResponse = {
  readonly description: string;
  /** By media type: JSON, or a stream of it. */
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
};

export type Operation = {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, ApiResponse | Reference>>;
};

export type Components = {
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  readonly responses: Readonly<Record<string, ApiResponse>>;
  readonly securitySchemes: Readonly<Record<string, object>>;
};

/** The part of OpenAPI 3.1 that describes this host. @see https://spec.openapis.org/oas/v3.1.1.html */
export type OpenApiDocument = {
  readonly openapi: '3.1.1';
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string; readonly description: string }[];
  readonly tags: readonly { readonly name: string }[];
  /** Operations by path and lower-case method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  /** What is sent of one's own accord, by type. */
  readonly webhooks?: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components: Components;
};
