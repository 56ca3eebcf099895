using Microsoft.AspNetCore.Http;
using RetailGrains.Api.Figures;
using RetailGrains.Api.Json;
using RetailGrains.Figures;

namespace RetailGrains.Tests.Unit.Figures;

public sealed class FigureAnswerTests
{
    private static readonly TotalsAnswer Zero = TotalsAnswer.Of(default);

    [Fact]
    public async Task A_caller_that_already_has_the_answer_receives_304()
    {
        HttpResponse first = await AnswerAsync(Customer("Ann"), null);
        string tag = first.Headers.ETag!;
        Assert.Equal(StatusCodes.Status200OK, first.StatusCode);
        foreach (string known in new[] { tag, "W/" + tag, $"\"other\", {tag}", "*" })
        {
            HttpResponse again = await AnswerAsync(Customer("Ann"), known);
            Assert.Equal(StatusCodes.Status304NotModified, again.StatusCode);
            Assert.Equal(tag, again.Headers.ETag);
            Assert.Equal(0, again.Body.Length);
        }
    }

    [Fact]
    public async Task Every_change_of_the_answer_changes_the_tag()
    {
        string tag = (await AnswerAsync(Customer("Ann"), null)).Headers.ETag!;
        Assert.Equal(StatusCodes.Status200OK, (await AnswerAsync(Customer("Bob"), tag)).StatusCode);
        CustomerAnswer sold = Customer("Ann") with { Totals = TotalsAnswer.Of(new Totals(1, 0, 1, 1, 1, 0, null, null)) };
        Assert.Equal(StatusCodes.Status200OK, (await AnswerAsync(sold, tag)).StatusCode);
    }

    [Fact]
    public async Task A_list_that_differs_only_in_its_time_has_the_same_tag()
    {
        string tag = (await ListAsync(new DateTime(2026, 1, 1), null)).Headers.ETag!;
        Assert.StartsWith("W/", tag, StringComparison.Ordinal);
        Assert.Equal(StatusCodes.Status304NotModified, (await ListAsync(new DateTime(2026, 1, 2), tag)).StatusCode);
    }

    private static CustomerAnswer Customer(string name) => new("C", name, null, Zero);

    private static Task<HttpResponse> AnswerAsync(CustomerAnswer customer, string? ifNoneMatch) =>
        ExecuteAsync(new FigureAnswer<CustomerAnswer>(customer, ApiJson.Default.CustomerAnswer), ifNoneMatch);

    private static Task<HttpResponse> ListAsync(DateTime asOf, string? ifNoneMatch)
    {
        var page = new EntityPageAnswer<CustomerAnswer>(asOf, [Customer("Ann")], null);
        return ExecuteAsync(
            new FigureAnswer<EntityPageAnswer<CustomerAnswer>>(
                page, ApiJson.Default.EntityPageAnswerCustomerAnswer, tagged: page with { AsOf = null }),
            ifNoneMatch);
    }

    private static async Task<HttpResponse> ExecuteAsync(IResult answer, string? ifNoneMatch)
    {
        var http = new DefaultHttpContext();
        http.Response.Body = new MemoryStream();
        if (ifNoneMatch is not null) http.Request.Headers.IfNoneMatch = ifNoneMatch;
        await answer.ExecuteAsync(http);
        await http.Response.BodyWriter.FlushAsync();
        return http.Response;
    }
}
