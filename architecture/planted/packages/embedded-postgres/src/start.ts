// breaks: embedded-postgres-knows-only-what-it-names
import 'zod';
