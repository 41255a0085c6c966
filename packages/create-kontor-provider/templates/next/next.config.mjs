/** The SDK comes as TypeScript. */
export default {
  transpilePackages: ['@kontor/provider', '@kontor/protocol', '@kontor/signatures'],
  typescript: { ignoreBuildErrors: false },
};
