// breaks: http-framework-stays-at-the-edge
import 'fastify';
