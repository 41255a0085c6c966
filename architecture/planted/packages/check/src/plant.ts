// breaks: check-knows-only-what-it-names
import '@kontor/provider';
