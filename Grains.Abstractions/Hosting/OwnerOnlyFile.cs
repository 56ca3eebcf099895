using System.Globalization;

namespace RetailGrains.Hosting;

/// <summary>Files that only their owner may read.</summary>
public static class OwnerOnlyFile
{
    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Returns options that create a file which only its owner may read.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate)) options.UnixCreateMode = ReadAndWrite;
        return options;
    }

    /// <summary>Creates an empty file if it does not exist, and removes the permissions of other users.</summary>
    /// <exception cref="StartupException">Other users may read the file, and it belongs to another user.</exception>
    public static void Ensure(string path)
    {
        if (!File.Exists(path)) new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite)).Dispose();
        Narrow(path);
    }

    /// <summary>Removes the permissions of other users from a file or a folder, if it exists.</summary>
    /// <exception cref="StartupException">It belongs to another user.</exception>
    public static void Narrow(string path)
    {
        if (OperatingSystem.IsWindows() || !IsOpenToOthers(path)) return;
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Others);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException(
                $"{path} can be read by other users and belongs to one of them: chown it to this user, or chmod go-rwx.", e);
        }
    }

    /// <summary>Returns whether users other than the owner have any permission; false when the path does not exist.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    /// <summary>Writes the file atomically: a reader never sees a part of it.</summary>
    public static void Write(string path, string text) => Place(path, text, overwrite: true);

    /// <summary>
    /// Returns the file's text. Creates the file first if it does not exist; if several processes start together, only one of them creates
    /// it.
    /// </summary>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (!File.Exists(path))
        {
            try
            {
                Place(path, create(), overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                // Another process has created it.
            }
        }

        Narrow(path);
        return File.ReadAllText(path);
    }

    private static void Place(string path, string text, bool overwrite)
    {
        string unfinished = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        File.Delete(unfinished);
        try
        {
            using (var writer = new StreamWriter(unfinished, Options(FileMode.CreateNew, FileAccess.Write))) writer.Write(text);
            File.Move(unfinished, path, overwrite);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
