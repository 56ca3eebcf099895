using System.Data.Common;
using RetailGrains.Imports;
using RetailGrains.Ledger.Rows;

namespace RetailGrains.Ledger.Imports;

/// <summary>A row of the table <c>import_problem</c>, in either database.</summary>
internal static class ImportProblemRow
{
    /// <summary>The columns that <see cref="Read"/> expects, in this order.</summary>
    public const string Columns = "line, ordinal, kind, receipt, field, reason, recorded, sent";

    public static ImportProblem Read(DbDataReader row) => new(
        row.GetInt64(0),
        row.GetInt32(1),
        (ImportProblemKind)row.GetInt16(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        row.TextOrNull(6),
        row.TextOrNull(7));
}
