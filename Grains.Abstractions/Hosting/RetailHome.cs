namespace RetailGrains.Hosting;

/// <summary>The folder that RETAIL_HOME names. It holds sales, password hashes and a key, so only its owner may enter it.</summary>
public static class RetailHome
{
    /// <summary>The name of the setting.</summary>
    public const string Setting = "RETAIL_HOME";

    /// <summary>The default, relative to the current folder.</summary>
    public const string Default = ".retail";

    /// <summary>The database file of an embedded store.</summary>
    public const string StoreFile = "retail.db";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>
    /// Returns the folder's full path. Creates a missing folder with permissions for its owner only. Restricts an existing folder to its
    /// owner if it holds a store. Any other folder keeps its permissions, because several users may share it.
    /// </summary>
    /// <exception cref="StartupException">The folder cannot be created, or the path is a file.</exception>
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

    /// <summary>Creates a folder that only its owner may enter.</summary>
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

    /// <summary>Returns the error for a folder that cannot be read or written.</summary>
    public static StartupException CannotUse(string home, Exception reason)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return new StartupException(
            $"{Setting}={home} cannot be used: {reason.Message} Name a folder that this user may write to.", reason);
    }
}
