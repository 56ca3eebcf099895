using System.Net;
using RetailGrains.Access;
using RetailGrains.ServiceDefaults.Limits;

namespace RetailGrains.Tests.Unit.Access;

public sealed class SubjectTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("ann", true)]
    [InlineData("a.b_c-d@shop", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("Ann", false)]
    [InlineData("änn", false)]
    [InlineData("client-1", false)]
    [InlineData("an n", false)]
    public void A_name_may_contain_few_characters_so_that_no_two_look_the_same(string name, bool fine) =>
        Assert.Equal(fine, SubjectRules.Name(name) is null);

    [Theory]
    [InlineData("correct horse battery", true)]
    [InlineData("short", false)]
    [InlineData("aaaaaaaaaaaaaaaa", false)]
    [InlineData("somebody-2026", false)]
    public void A_password_is_long_and_not_the_name(string password, bool fine) =>
        Assert.Equal(fine, SubjectRules.Password(password, "somebody") is null);

    [Fact]
    public void After_a_rotation_the_old_secret_expires_and_expired_ones_are_removed()
    {
        var first = new SubjectSecret("1", Now.AddDays(-2), ValidUntil: null);
        SubjectSecret[] two = SubjectSecrets.Rotate([first], new SubjectSecret("2", Now, null), Now.AddHours(1), Now);
        Assert.Equal([("2", null), ("1", Now.AddHours(1))], two.Select(one => (one.Hash, one.ValidUntil)));
        // A second rotation does not extend the validity of a secret that the first one limited.
        SubjectSecret[] three = SubjectSecrets.Rotate(two, new SubjectSecret("3", Now, null), Now.AddHours(5), Now.AddMinutes(1));
        Assert.Equal([("3", null), ("2", Now.AddHours(5)), ("1", Now.AddHours(1))], three.Select(one => (one.Hash, one.ValidUntil)));
        SubjectSecret[] later = SubjectSecrets.Rotate(three, new SubjectSecret("4", Now, null), Now, Now.AddHours(2));
        Assert.Equal(["4"], later.Select(one => one.Hash));
    }

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3")]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public void Addresses_that_one_host_can_have_are_counted_together(string address, string network) =>
        Assert.Equal(network, CallerNetwork.Of(IPAddress.Parse(address)));
}
