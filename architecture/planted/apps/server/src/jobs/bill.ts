// breaks: sql-stays-in-the-stores
import 'pg';
