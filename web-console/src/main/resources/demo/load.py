# The shipped flights, a Parquet file that arrives as a parameter, as rows.
import io

import pyarrow.parquet

OutputDataSet = pyarrow.parquet.read_table(io.BytesIO(file))
