// breaks: environment-is-read-in-config-files
export const port = process.env.PORT;
