using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Tests.Unit.Access;

public sealed class ProxyNetworksTests
{
    [Theory]
    [InlineData("10.0.0.5", false)]
    [InlineData("10.0.0.5/32", false)]
    [InlineData("10.0.0.0/24", false)]
    [InlineData("10.0.0.0/23", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2001:db8::/64", false)]
    [InlineData("2001:db8::/32", true)]
    public void A_trusted_network_with_more_hosts_than_proxies_causes_a_warning(string network, bool isWide)
    {
        Assert.Null(ProxyNetworks.ProblemOf(0, network));
        Assert.Equal(isWide, ProxyNetworks.WarningOf(0, network) is not null);
    }

    [Theory]
    [InlineData("here")]
    [InlineData("10.0.0.0/33")]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    public void Invalid_networks_and_networks_of_all_addresses_are_refused(string network)
    {
        string problem = ProxyNetworks.ProblemOf(3, network)!;
        Assert.Contains("Limits:TrustedProxies:3", problem, StringComparison.Ordinal);
        Assert.Contains($"'{network}'", problem, StringComparison.Ordinal);
    }
}
