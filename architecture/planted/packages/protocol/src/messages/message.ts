// breaks: protocol-knows-only-what-it-names
import 'jose';
