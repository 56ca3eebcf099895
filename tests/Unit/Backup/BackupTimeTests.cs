using RetailGrains.Ledger.Backup;

namespace RetailGrains.Tests.Unit.Backup;

/// <summary>The time of the last backup, from the file beside the store.</summary>
public sealed class BackupTimeTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("retail-backup-").FullName;

    [Fact]
    public void The_last_time_that_was_written_is_read()
    {
        DateTimeOffset first = new(2026, 11, 25, 1, 15, 0, TimeSpan.Zero);
        BackupTime.Write(_home, first);
        BackupTime.Write(_home, first.AddDays(1));
        Assert.Equal(first.AddDays(1), BackupTime.Read(_home));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-11-25")]
    public void Without_a_time_in_the_file_there_was_no_backup(string? text)
    {
        if (text is not null) File.WriteAllText(Path.Combine(_home, "last-backup"), text);
        Assert.Null(BackupTime.Read(_home));
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
