using System.Globalization;

namespace RetailGrains.Hosting;

/// <summary>Files that only their owner may read.</summary>
public static class OwnerOnlyFile
{
    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Creates files like these.</summary>
    public static FileStreamOptions Options(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access };
        if (!OperatingSystem.IsWindows() && mode is not (FileMode.Open or FileMode.Truncate)) options.UnixCreateMode = ReadAndWrite;
        return options;
    }

    /// <summary>Creates an empty file where there is none. One that others may read is theirs no more.</summary>
    /// <exception cref="StartupException">Others may read it, and it belongs to somebody else.</exception>
    public static void Ensure(string path)
    {
        if (!File.Exists(path)) new FileStream(path, Options(FileMode.OpenOrCreate, FileAccess.ReadWrite)).Dispose();
        Narrow(path);
    }

    /// <summary>Takes away what others may do with a file or a folder, if there is one.</summary>
    /// <exception cref="StartupException">It belongs to somebody else.</exception>
    public static void Narrow(string path)
    {
        if (OperatingSystem.IsWindows() || !IsOpenToOthers(path)) return;
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) & ~Others);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{path} can be read by other users and belongs to one of them: chown it to this user, or chmod go-rwx.", e);
        }
    }

    /// <summary>Whether anybody but its owner may do anything with the file or folder; false where there is none.</summary>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows() && Path.Exists(path) && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None;

    /// <summary>Writes the file as a whole, or not at all: a reader never sees a part of it.</summary>
    public static void Write(string path, string text) => Place(path, text, overwrite: true);

    /// <summary>The file's text. Where there is none it is written first; of several processes that begin together, one writes.</summary>
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
                // another process was first
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
