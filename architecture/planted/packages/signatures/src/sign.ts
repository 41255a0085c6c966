// breaks: signatures-knows-only-what-it-names
import 'node:crypto';
