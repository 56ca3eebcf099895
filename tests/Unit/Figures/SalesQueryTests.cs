using Microsoft.AspNetCore.Http;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Requests;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class SalesQueryTests
{
    /// <summary>A query over one year is normal. A query over decades costs as much as a whole list.</summary>
    [Theory]
    [InlineData("?from=2026-01-01&to=2027-01-01", false)]
    [InlineData("?from=2026-01-01&to=2027-01-01&compare=year&fill=true", false)]
    [InlineData("?from=2000-01-01&to=2026-12-31&fill=true&compare=year", true)]
    [InlineData("?from=2024-01-01&to=2026-12-31&interval=year", true)]
    [InlineData("?from=2026-01-01", true)]
    [InlineData("?to=2026-01-01", true)]
    [InlineData("", true)]
    public void Queries_of_many_days_are_large(string query, bool isLarge)
    {
        var request = new DefaultHttpContext { Request = { QueryString = new QueryString(query) } }.Request;
        Assert.Equal(isLarge, SalesQuery.Read(new QueryReader(request.Query))!.IsLarge);
    }
}
