using Microsoft.Extensions.Time.Testing;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class RepeatedMessagesTests
{
    private static readonly MessageKind Kind = new("Orleans.Runtime.Catalog", "Failed");

    private readonly FakeTimeProvider _time = new();
    private readonly RepeatedMessages _messages;

    public RepeatedMessagesTests() => _messages = new RepeatedMessages(_time);

    [Fact]
    public void Three_of_a_kind_are_written_per_minute_and_the_others_are_counted()
    {
        Assert.Equal(3, Enumerable.Range(0, 100).Count(_ => _messages.Admit(Kind)));
        Assert.Equal([(Kind, 97L)], _messages.TakeOmitted());
        Assert.Empty(_messages.TakeOmitted());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(_messages.Admit(Kind));
    }

    [Fact]
    public void Another_event_and_another_exception_are_other_kinds()
    {
        for (int i = 0; i < 10; i++) _messages.Admit(Kind);
        Assert.True(_messages.Admit(Kind with { Event = "Another" }));
        Assert.True(_messages.Admit(Kind with { Exception = typeof(IOException) }));
    }

    [Fact]
    public void All_kinds_together_are_limited()
    {
        int written = Enumerable.Range(0, 10_000).Count(n => _messages.Admit(new MessageKind($"category {n}", null)));
        Assert.Equal(RepeatedMessages.MaxOfAll, written);
        Assert.Equal(10_000 - written, _messages.TakeOmitted().Sum(one => one.Count));
    }

    [Theory]
    [InlineData("Orleans.Runtime.Catalog", true)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", true)]
    [InlineData("Npgsql.Connection", true)]
    [InlineData("RetailGrains.Api.Http.Faults", true)]
    [InlineData("RetailGrains.Streaming.Redis.Queues.DeadLetterDesk", true)]
    [InlineData("RetailGrains.Failures.FailureMonitor", false)]
    [InlineData("RetailGrains.Ledger.LedgerPartitionGrain", false)]
    public void Categories_without_their_own_limit_are_sampled(string category, bool sampled) =>
        Assert.Equal(sampled, RepeatSampler.IsSampled(category));
}
