using RetailGrains.Api.Commands;
using RetailGrains.Silo.CommandLine;

namespace RetailGrains.Tests.Unit.Starting;

public sealed class EarlierSwitchesTests
{
    private static readonly string[] Commands = ["serve", "demo", "import", "migrate", "backup", "token", "doctor", "health"];

    [Theory]
    [InlineData("--demo", "demo")]
    [InlineData("--demo 5", "demo 5")]
    [InlineData("--demo=5", "demo 5")]
    [InlineData("--demo --help", "demo --help")]
    [InlineData("--import a.csv", "import a.csv --serve")]
    [InlineData("--import=a=b.csv", "import a=b.csv --serve")]
    [InlineData("--import serve", "import serve --serve")]
    [InlineData("import a.csv --serve", "import a.csv --serve")]
    [InlineData("serve", "serve")]
    public void A_switch_stands_for_its_command(string arguments, string expected) =>
        Assert.Equal(expected.Split(' '), EarlierSwitches.Replace(arguments.Split(' '), Commands));

    [Theory]
    [InlineData("serve --demo", "`demo [COUNT]`")]
    [InlineData("serve --demo 5", "`demo [COUNT]`")]
    [InlineData("--demo serve", "`demo [COUNT]`")]
    [InlineData("serve --import a.csv", "`import FILE --serve`")]
    [InlineData("demo --import a.csv", "`import FILE` and `demo`")]
    [InlineData("import a.csv --demo", "`demo [COUNT]` and `import`")]
    [InlineData("--demo --import a.csv", "`demo [COUNT]` and `import`")]
    [InlineData("--import a.csv --demo=5", "`import FILE` and `demo`")]
    [InlineData("migrate --demo", "`demo [COUNT]` and `migrate`")]
    [InlineData("token --role viewer --import a.csv", "`import FILE` and `token`")]
    [InlineData("demo --demo", "leave out --demo")]
    [InlineData("import --import a.csv", "leave out --import")]
    [InlineData("--demo --demo", "given twice")]
    public void A_switch_beside_a_command_is_refused_with_the_right_command(string arguments, string says)
    {
        var refused = Assert.Throws<CommandLineException>(() => EarlierSwitches.Replace(arguments.Split(' '), Commands));
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
