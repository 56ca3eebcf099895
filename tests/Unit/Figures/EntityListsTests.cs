using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Http;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Unit.Figures;

public sealed class EntityListsTests
{
    [Fact]
    public void Lists_begin_with_the_highest_net_revenue_unless_asked_otherwise()
    {
        Assert.Equal(new EntityQuery(EntityKind.Store, EntitySort.NetRevenue, true, null, null, 50), Read(""));
        Assert.Equal(new EntityQuery(EntityKind.Store, EntitySort.Id, false, "Un", null, 500), Read("?sort=id&q=Un&limit=500"));
    }

    [Theory]
    [InlineData("?sort=revenue", "sort")]
    [InlineData("?sort=--units", "sort")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?limit=x", "limit")]
    [InlineData("?cursor=x", "cursor")]
    [InlineData("?q=%00", "q")]
    public void What_is_wrong_with_a_query_is_told_by_parameter(string text, string parameter)
    {
        QueryReader query = Query(text);
        Assert.Null(EntityLists.Read(EntityKind.Store, query));
        Assert.Equal([parameter], query.Problems.ToDictionary().Keys);
    }

    [Fact]
    public void A_cursor_goes_on_after_the_row_in_the_same_order_only()
    {
        EntityQuery query = Read("?sort=-grossSales")!;
        var totals = new Totals(1234567.8901m, -1, 2, 3, 4, 5, null, null);
        string cursor = EntityLists.CursorAfter(query, new EntityRow("日本/\"100%\"", null, totals, null, null, null, null, null));

        Assert.Equal(new EntityPlace(1234567.8901m, "日本/\"100%\""), Read($"?sort=-grossSales&cursor={cursor}")!.After);
        Assert.Null(Read($"?sort=grossSales&cursor={cursor}"));
        Assert.Null(Read($"?sort=-units&cursor={cursor}"));
        Assert.Null(Read($"?cursor={cursor}"));
        Assert.Null(EntityLists.Read(EntityKind.Product, Query($"?sort=-grossSales&cursor={cursor}")));
    }

    private static EntityQuery? Read(string query) => EntityLists.Read(EntityKind.Store, Query(query));

    private static QueryReader Query(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));
}
