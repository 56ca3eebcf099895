using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using RetailGrains.WebConsole.Hosting;

namespace RetailGrains.WebConsole.Assets;

/// <summary>
/// The console's static files, which are resources of the assembly. The URL of a file contains a hash of its folder, so a browser or CDN
/// may keep the file permanently, and modules can import their neighbours by relative URL.
/// </summary>
internal sealed class ConsoleAssets
{
    public const string Path = "/assets";

    private const string ResourceFolder = "assets/";
    private const int VersionLength = 12;

    private static readonly Dictionary<string, string> ContentTypes = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    };

    private readonly Dictionary<string, Asset> _assets;
    private readonly Dictionary<string, string> _versions;
    private readonly string _root;

    public ConsoleAssets(IOptions<ConsoleOptions> options)
    {
        _root = (options.Value.AssetsUrl?.ToString().TrimEnd('/') ?? "") + Path;
        Assembly assembly = typeof(ConsoleAssets).Assembly;
        _assets = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(ResourceFolder, StringComparison.Ordinal) && TypeOf(name) is not null)
            .ToDictionary(name => name[ResourceFolder.Length..], name => new Asset(TypeOf(name)!, Read(assembly, name)));
        _versions = _assets.GroupBy(asset => FolderOf(asset.Key)).ToDictionary(folder => folder.Key, VersionOf);
    }

    /// <summary>The URL of a file, such as <c>css/console.css</c>.</summary>
    public string Url(string file) => $"{_root}/{_versions[FolderOf(file)]}/{file}";

    /// <summary>Null when there is no such file.</summary>
    public Asset? Find(string file) => _assets.GetValueOrDefault(file);

    /// <summary>False for the URL of another version, for example while processes are replaced one by one.</summary>
    public bool IsCurrent(string version, string file) => _versions[FolderOf(file)] == version;

    private static string? TypeOf(string name) => ContentTypes.GetValueOrDefault(System.IO.Path.GetExtension(name));

    private static string FolderOf(string file) => file[..file.IndexOf('/', StringComparison.Ordinal)];

    private static string VersionOf(IEnumerable<KeyValuePair<string, Asset>> folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((_, Asset asset) in folder.OrderBy(asset => asset.Key, StringComparer.Ordinal)) hash.AppendData(asset.Content);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..VersionLength];
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using Stream stream = assembly.GetManifestResourceStream(name)!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}

/// <summary>A static file. It is compressed when it is first requested.</summary>
internal sealed class Asset(string contentType, byte[] content)
{
    private readonly Lazy<byte[]> _brotli = new(() => Compress(content, target => new BrotliStream(target, CompressionLevel.Optimal)));
    private readonly Lazy<byte[]> _gzip = new(() => Compress(content, target => new GZipStream(target, CompressionLevel.Optimal)));

    public string ContentType => contentType;

    public byte[] Content => content;

    public byte[] Brotli => _brotli.Value;

    public byte[] Gzip => _gzip.Value;

    private static byte[] Compress(byte[] content, Func<Stream, Stream> compressor)
    {
        using var target = new MemoryStream();
        using (Stream compressing = compressor(target)) compressing.Write(content);
        return target.ToArray();
    }
}
