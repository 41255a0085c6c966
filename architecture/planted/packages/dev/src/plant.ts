// breaks: dev-knows-only-what-it-names
import '@kontor/protocol';
