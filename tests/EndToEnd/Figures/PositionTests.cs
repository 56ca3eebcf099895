using System.Net;

namespace RetailGrains.Tests.EndToEnd.Figures;

/// <summary>Positions that <c>Retail-At-Least</c> cannot wait for: not reached within a request's timeout, or malformed.</summary>
public sealed class PositionTests(ITestOutputHelper output) : EndToEndTest(output)
{
    [Fact]
    public async Task A_position_that_is_not_reached_gives_503_and_a_malformed_one_400()
    {
        ApiProcess api = await StartAsync();
        string position = (await api.Client.PostAsync(Sale.Number("first", 0))).Expect(HttpStatusCode.Created).Position;
        string future = $"{position.Split('-')[0]}-1000000";
        Answer[] early = await Task.WhenAll(
            ((string[])["/summary", "/stores/store%200", "/products"]).Select(path => api.Client.GetAsync(path, future)));
        Assert.All(early, answer => Assert.NotNull(answer.Expect(HttpStatusCode.ServiceUnavailable).Headers.RetryAfter));
        foreach (string malformed in (string[])["abc", "3", "3-", "-1-5", "3-x", "16-1", "3-1-1", "1.5-2"])
            (await api.Client.GetAsync("/summary", malformed)).Expect(HttpStatusCode.BadRequest);
    }
}
