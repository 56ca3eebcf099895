using System.Globalization;

namespace RetailGrains.Hosting;

/// <summary>Small files with secrets, which only their owner may read.</summary>
public static class OwnerOnlyFile
{
    private const UnixFileMode ReadAndWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

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

        return File.ReadAllText(path);
    }

    private static void Place(string path, string text, bool overwrite)
    {
        string unfinished = string.Create(CultureInfo.InvariantCulture, $"{path}.{Environment.ProcessId}.tmp");
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = ReadAndWrite;
        try
        {
            using (var writer = new StreamWriter(unfinished, options)) writer.Write(text);
            File.Move(unfinished, path, overwrite);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
