// breaks: vocabulary-knows-only-itself
import '../messages/message.ts';
