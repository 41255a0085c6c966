// breaks: create-kontor-provider-knows-only-what-it-names
import '@kontor/protocol';
