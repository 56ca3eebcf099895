using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Requests;
using RetailGrains.Api.Walks;
using RetailGrains.Figures;
using RetailGrains.Ledger.Projections;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class EntityListsTests
{
    [Fact]
    public void Lists_are_sorted_by_net_revenue_by_default()
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
    public void Problems_of_a_query_are_reported_by_parameter(string text, string parameter)
    {
        QueryReader query = Query(text);
        Assert.Null(EntityLists.Read(EntityKind.Store, query, FilterOf));
        Assert.Equal([parameter], query.Problems.ToDictionary().Keys);
    }

    [Fact]
    public void A_cursor_continues_after_its_row_in_the_same_order_only()
    {
        string cursor = CursorAfter("?sort=-grossSales");
        Assert.Equal([Walk.HashOf(Row.Id)], Assert.IsType<WalkStart>(Request($"?sort=-grossSales&cursor={cursor}")!.Walk).Shown);
        Assert.Null(Read($"?sort=grossSales&cursor={cursor}"));
        Assert.Null(Read($"?sort=-units&cursor={cursor}"));
        Assert.Null(Read($"?cursor={cursor}"));
        Assert.Null(Read($"?sort=id&cursor={cursor}"));
        Assert.Null(Read($"?sort=-grossSales&q=x&cursor={cursor}"));
        Assert.Null(EntityLists.Read(EntityKind.Product, Query($"?sort=-grossSales&cursor={cursor}"), FilterOf));
    }

    [Fact]
    public void A_cursor_of_a_list_by_id_is_the_last_id()
    {
        string cursor = CursorAfter("?sort=-id");
        Assert.Equal(new EntityCursor(0, Row.Id), Read($"?sort=-id&cursor={cursor}")!.After);
        Assert.Null(Read($"?sort=id&cursor={cursor}"));
        Assert.Null(Read($"?sort=units&cursor={cursor}"));
    }

    private static EntityRow Row =>
        new("日本/\"100%\"", null, new Totals(1234567.8901m, -1, 2, 3, 4, 5, null, null), null, null, null, null, null);

    private static string CursorAfter(string query) =>
        EntityLists.CursorAfter(Request(query)!, new EntityPage(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc), [Row], More: true))!;

    private static EntityQuery? Read(string query) => Request(query)?.Query;

    private static ListRequest? Request(string query) => EntityLists.Read(EntityKind.Store, Query(query), FilterOf);

    private static QueryReader Query(string query) => new(new QueryCollection(QueryHelpers.ParseQuery(query)));

    private static CurrencyFilter? FilterOf(string? code) => code is null ? null : new CurrencyFilter(code, WithUnknown: false);
}
