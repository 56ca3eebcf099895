using System.Net;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class OwnAddressTests
{
    [Theory]
    [InlineData("172.18.0.4", "127.0.0.1 172.18.0.4")]
    [InlineData("172.18.0.4", "::1 fe80::1 fd00::4 172.18.0.4")]
    [InlineData("10.0.0.4", "172.18.0.4 10.0.0.4+")]
    [InlineData("fd00::4", "172.18.0.4 fd00::4+")]
    [InlineData("fd00::4", "127.0.0.1 169.254.7.7 fe80::1 fd00::4")]
    [InlineData(null, "127.0.0.1 ::1 169.254.7.7 fe80::1")]
    public void An_address_that_other_hosts_can_reach_is_chosen(string? chosen, string addresses) => Assert.Equal(
        chosen,
        OwnAddress.Choose(addresses.Split(' ')
            .Select(one => new HostAddress(IPAddress.Parse(one.TrimEnd('+')), one.EndsWith('+'))))?.ToString());
}
