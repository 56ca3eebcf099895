using System.Net;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Tests.Unit.Limits;

public sealed class ConnectionLimiterTests
{
    [Fact]
    public void An_address_has_at_most_the_maximum_and_others_have_theirs()
    {
        var limiter = new ConnectionLimiter(max: 2, exempt: []);
        IPAddress one = IPAddress.Parse("192.0.2.1"), other = IPAddress.Parse("192.0.2.2");
        Assert.True(limiter.TryAdd(one));
        Assert.True(limiter.TryAdd(one.MapToIPv6()));
        Assert.False(limiter.TryAdd(one));
        Assert.True(limiter.TryAdd(other));
        limiter.Remove(one);
        Assert.True(limiter.TryAdd(one));
        Assert.False(limiter.TryAdd(one));
    }

    [Fact]
    public void An_IPv6_network_of_64_bits_counts_as_one_address()
    {
        var limiter = new ConnectionLimiter(max: 1, exempt: []);
        Assert.True(limiter.TryAdd(IPAddress.Parse("2001:db8::1")));
        Assert.False(limiter.TryAdd(IPAddress.Parse("2001:db8::ffff:1")));
        Assert.True(limiter.TryAdd(IPAddress.Parse("2001:db8:0:1::1")));
    }

    [Fact]
    public void Exempt_networks_have_no_limit()
    {
        var limiter = new ConnectionLimiter(max: 1, ProxyNetworks.Parse(["10.0.0.0/28"]));
        IPAddress proxy = IPAddress.Parse("10.0.0.5");
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(limiter.TryAdd(proxy)));
        for (int n = 0; n < 10; n++) limiter.Remove(proxy);
        Assert.Equal(0, limiter.Addresses);
    }

    [Fact]
    public async Task Addresses_without_connections_are_forgotten_and_none_is_lost_by_concurrent_changes()
    {
        var limiter = new ConnectionLimiter(max: 3, exempt: []);
        IPAddress[] addresses = [.. Enumerable.Range(1, 5).Select(n => IPAddress.Parse($"192.0.2.{n}"))];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int n = 0; n < 20_000; n++)
                if (limiter.TryAdd(addresses[n % 5])) limiter.Remove(addresses[n % 5]);
        })));
        Assert.Equal(0, limiter.Addresses);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(limiter.TryAdd(addresses[0])));
        Assert.False(limiter.TryAdd(addresses[0]));
    }
}
