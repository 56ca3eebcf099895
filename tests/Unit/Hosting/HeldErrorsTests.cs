using Microsoft.Extensions.Time.Testing;
using RetailGrains.Silo.Hosting;

namespace RetailGrains.Tests.Unit.Hosting;

public sealed class HeldErrorsTests : IDisposable
{
    private readonly StringWriter _console = new();
    private readonly FakeTimeProvider _time = new();

    public void Dispose() => _console.Dispose();

    [Fact]
    public void Lines_that_arrive_while_a_command_prints_follow_when_it_is_done()
    {
        using var errors = new HeldErrors(_console, _time);
        errors.Write("before\n");
        using (errors.Hold())
        {
            errors.Write("first\n");
            errors.WriteLine("second");
            Assert.Equal("before\n", _console.ToString());
        }

        Assert.Equal($"before\nfirst\nsecond{Environment.NewLine}", _console.ToString());
        errors.Write("after\n");
        Assert.EndsWith("after\n", _console.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_not_held_for_long()
    {
        using var errors = new HeldErrors(_console, _time);
        using IDisposable hold = errors.Hold();
        errors.Write("old\n");
        _time.Advance(TimeSpan.FromMinutes(1));
        errors.Write("new\n");
        Assert.Equal("old\nnew\n", _console.ToString());
        errors.Write("newer\n");
        Assert.Equal("old\nnew\n", _console.ToString());
    }

    [Fact]
    public void A_flood_is_not_held_in_memory()
    {
        using var errors = new HeldErrors(_console, _time);
        using IDisposable hold = errors.Hold();
        string line = $"{new string('x', 1_000)}\n";
        for (int i = 0; i < 1_000; i++) errors.Write(line);
        Assert.True(_console.ToString().Length > 500_000);
    }

    [Fact]
    public void The_end_of_the_program_loses_nothing()
    {
        using (var errors = new HeldErrors(_console, _time))
        {
            _ = errors.Hold();
            errors.Write("last\n");
        }

        Assert.Equal("last\n", _console.ToString());
    }
}
