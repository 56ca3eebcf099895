using System.Net;

namespace RetailGrains.Tests.EndToEnd.Streams;

/// <summary>Without REDIS_URL, streams are disabled, and requests for them receive the reason.</summary>
public sealed class WithoutRedisTests(ITestOutputHelper output) : EndToEndTest(output)
{
    [Theory]
    [InlineData("/admin/streams")]
    [InlineData("/admin/dead-letters")]
    public async Task A_process_without_Redis_logs_that_streams_are_disabled(string path)
    {
        ApiProcess api = await StartAsync();
        Answer answer = (await api.Client.GetAsync(path)).Expect(HttpStatusCode.NotFound);
        Assert.Contains("REDIS_URL", answer["detail"].GetString(), StringComparison.Ordinal);
    }
}
