using System.Security.Cryptography;

namespace RetailGrains.Access;

/// <summary>Reads token keys from PEM files; problems are reported under the setting that names the file.</summary>
internal sealed class PemFile(string setting, string path, List<string> problems)
{
    private const int MaxKeys = 8;
    private const string Parameters = "EC PARAMETERS"; // openssl ecparam writes this block before the key

    /// <summary>The file's only private key.</summary>
    public TokenKey? Private()
    {
        if (Blocks() is not { } blocks) return null;
        if (blocks is not [{ IsPrivate: true } block])
        {
            problems.Add($"{setting}: {path} must hold one private key in PEM format, without a passphrase.");
            return null;
        }

        return Read(block);
    }

    /// <summary>The file's public keys.</summary>
    public IReadOnlyList<TokenKey> Public()
    {
        if (Blocks() is not { } blocks) return [];
        if (blocks.Any(block => block.IsPrivate))
            problems.Add($"{setting}: {path} holds a private key: give processes that only verify tokens the public key.");
        else if (blocks.Count is 0 or > MaxKeys || blocks.Any(block => !block.IsPublic))
            problems.Add($"{setting}: {path} must hold 1 to {MaxKeys} public keys in PEM format, and nothing else.");
        else return [.. blocks.Select(Read).OfType<TokenKey>()];
        return [];
    }

    private List<Block>? Blocks()
    {
        try
        {
            string text = File.ReadAllText(path);
            List<Block> blocks = [];
            for (int start = 0; PemEncoding.TryFind(text.AsSpan(start), out PemFields fields);)
            {
                string pem = text.AsSpan(start)[fields.Location].ToString();
                string label = text.AsSpan(start)[fields.Label].ToString();
                if (label != Parameters) blocks.Add(new Block(label, pem));
                start += fields.Location.End.GetOffset(text.Length - start);
            }

            return blocks;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{setting}: {path} cannot be read: {e.Message}");
            return null;
        }
    }

    private TokenKey? Read(Block block)
    {
        try
        {
            return TokenKey.OfPem(block.Pem, block.IsPrivate);
        }
        catch (CryptographicException e)
        {
            problems.Add($"{setting}: a key in {path} cannot be used: {e.Message} It must be RSA with 2,048 bits or more, or EC P-256.");
            return null;
        }
    }

    private sealed record Block(string Label, string Pem)
    {
        public bool IsPrivate => Label is "PRIVATE KEY" or "RSA PRIVATE KEY" or "EC PRIVATE KEY";

        public bool IsPublic => Label is "PUBLIC KEY" or "RSA PUBLIC KEY";
    }
}
