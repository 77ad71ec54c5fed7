using System.Security.Cryptography;
using System.Text;

namespace Palimpsest.Studio.Security;

/// <summary>Who may speak to the server: a key for programs, users with passwords. Only hashes are kept, and comparing takes the same time whatever was sent.</summary>
internal sealed class Credentials
{
    /// <summary>In front of a key's or a password's SHA-256 in hexadecimal, in place of the secret itself.</summary>
    private const string Hashed = "sha256:";

    private readonly List<byte[]> _keys = [];
    private readonly List<(byte[] Name, byte[] Password)> _users = [];

    /// <exception cref="StudioStartException">The options cannot be read as such.</exception>
    public Credentials(StudioOptions options)
    {
        if (!string.IsNullOrEmpty(options.ApiKey))
        {
            _keys.Add(HashOf(options.ApiKey, "api-key"));
        }

        foreach (string user in (options.ApiAuth ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int colon = user.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || colon == user.Length - 1)
            {
                throw new StudioStartException("--api-auth must be user:password, several separated by commas; the name and the password must not be empty.");
            }

            _users.Add((Hash(user[..colon]), HashOf(user[(colon + 1)..], "api-auth")));
        }
    }

    /// <summary>Whether anybody has to say who they are.</summary>
    public bool AreNeeded => _keys.Count + _users.Count > 0;

    /// <summary>Whether an Authorization header, or a header with the key alone, names one of them.</summary>
    public bool Accept(string? authorization, string? key) => authorization switch
    {
        ['B' or 'b', 'e', 'a', 'r', 'e', 'r', ' ', .. string token] => IsKey(token.Trim()),
        ['B' or 'b', 'a', 's', 'i', 'c', ' ', .. string encoded] => IsUser(encoded.Trim()),
        _ => key is not null && IsKey(key),
    };

    private bool IsKey(string token)
    {
        byte[] hash = Hash(token);
        return _keys.Aggregate(false, (found, known) => found | CryptographicOperations.FixedTimeEquals(hash, known));
    }

    /// <summary>A key counts as the password of any name too: browsers ask for both.</summary>
    private bool IsUser(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out int count))
        {
            return false;
        }

        string text = Encoding.UTF8.GetString(bytes, 0, count);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        (byte[] name, byte[] password) = (Hash(text[..colon]), Hash(text[(colon + 1)..]));
        bool isUser = _users.Aggregate(false, (found, known) =>
            found | (CryptographicOperations.FixedTimeEquals(name, known.Name) & CryptographicOperations.FixedTimeEquals(password, known.Password)));
        return isUser | IsKey(text[(colon + 1)..]);
    }

    private static byte[] HashOf(string secret, string option)
    {
        if (!secret.StartsWith(Hashed, StringComparison.Ordinal))
        {
            return Hash(secret);
        }

        try
        {
            byte[] hash = Convert.FromHexString(secret.AsSpan(Hashed.Length));
            return hash.Length == SHA256.HashSizeInBytes ? hash : throw new FormatException();
        }
        catch (FormatException exception)
        {
            throw new StudioStartException($"--{option} begins with {Hashed}, but no hash of 64 hexadecimal digits follows.", exception);
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
