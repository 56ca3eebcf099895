namespace RetailGrains.Hosting;

/// <summary>The folder that RETAIL_HOME names. It holds sales, password hashes and a key, so only its owner may enter it.</summary>
public static class RetailHome
{
    /// <summary>The setting.</summary>
    public const string Setting = "RETAIL_HOME";

    /// <summary>In the current folder.</summary>
    public const string Default = ".retail";

    /// <summary>Every embedded store has it.</summary>
    public const string StoreFile = "retail.db";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// The folder's full path. A missing folder is created for its owner only, and a store's folder is narrowed to its owner. Another keeps its
    /// permissions: it may be one that several users share.
    /// </summary>
    /// <exception cref="StartupException">It can't be created, or is not a folder.</exception>
    public static string Create(string home)
    {
        try
        {
            string folder = Path.GetFullPath(home);
            if (Directory.Exists(folder)) return Narrowed(folder);
            if (File.Exists(folder)) throw new StartupException($"{Setting}={home} is a file: name a folder.");
            CreateFolder(folder);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CannotUse(home, e);
        }
    }

    /// <summary>A folder that only its owner may enter.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly);
    }

    private static string Narrowed(string folder)
    {
        bool isShared = !OperatingSystem.IsWindows() && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.StickyBit);
        if (!isShared && File.Exists(Path.Combine(folder, StoreFile))) OwnerOnlyFile.Narrow(folder);
        return folder;
    }

    /// <summary>What is said of a folder that can't be read or written.</summary>
    public static StartupException CannotUse(string home, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new StartupException(
            $"{Setting}={home} can't be used: {reason.Message} Name a folder that this user may write to.", reason);
    }
}
