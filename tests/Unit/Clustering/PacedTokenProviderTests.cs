using System.Net.Http.Headers;
using k8s.Authentication;
using Microsoft.Extensions.Time.Testing;
using RetailGrains.Silo.Clustering;
using RetailGrains.Tests.Support;

namespace RetailGrains.Tests.Unit.Clustering;

public sealed class PacedTokenProviderTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly PacedTokenProvider _tokens;

    public PacedTokenProviderTests() => _tokens = new PacedTokenProvider(new FixedToken(), _time);

    [Fact]
    public async Task The_start_is_not_delayed()
    {
        for (int request = 0; request < PacedTokenProvider.Burst; request++)
            Assert.Equal("token", (await _tokens.GetAuthenticationHeaderAsync(CancellationToken.None)).Parameter);
    }

    [Fact]
    public async Task A_loop_without_a_pause_gets_one_request_per_interval()
    {
        int sent = 0;
        using var stop = new CancellationTokenSource();
        Task loop = RepeatAsync(() => sent++, stop.Token);
        Assert.Equal(PacedTokenProvider.Burst, sent);
        const int intervals = 20;
        for (int interval = 1; interval <= intervals; interval++)
        {
            _time.Advance(PacedTokenProvider.Interval);
            int expected = PacedTokenProvider.Burst + interval;
            await Eventually.IsTrueAsync("the next request is sent", () => sent == expected);
        }

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop);
    }

    [Fact]
    public async Task After_a_quiet_time_a_burst_is_possible_again_and_no_more()
    {
        await RequestBurstAsync();
        _time.Advance(1000 * PacedTokenProvider.Interval);
        await RequestBurstAsync();
        Assert.False(_tokens.GetAuthenticationHeaderAsync(CancellationToken.None).IsCompleted);
    }

    private async Task RequestBurstAsync()
    {
        for (int request = 0; request < PacedTokenProvider.Burst; request++)
            await _tokens.GetAuthenticationHeaderAsync(CancellationToken.None);
    }

    private async Task RepeatAsync(Action sent, CancellationToken stop)
    {
        while (true)
        {
            await _tokens.GetAuthenticationHeaderAsync(stop);
            sent();
        }
    }

    private sealed class FixedToken : ITokenProvider
    {
        public Task<AuthenticationHeaderValue> GetAuthenticationHeaderAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new AuthenticationHeaderValue("Bearer", "token"));
    }
}
