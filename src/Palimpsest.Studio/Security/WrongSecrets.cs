using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Palimpsest.Studio.Security;

/// <summary>
/// Counts wrong keys and passwords by the address they come from, and locks an address out for a while after too many. The same wrong one sent again, as a
/// program with an old key does, counts once: nobody learns anything by it. Safe for use by several threads.
/// </summary>
internal sealed class WrongSecrets(TimeProvider time)
{
    /// <summary>Different ones within <see cref="Period"/>. At that pace, guessing a password of eight letters takes twenty thousand years.</summary>
    public const int Most = 20;

    /// <summary>Of counting, and of a lock-out from its last wrong secret on.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Addresses that are remembered: some megabytes. Beyond, the oldest is forgotten.</summary>
    private const int MostAddresses = 10_000;

    private readonly Dictionary<IPAddress, Record> _records = [];
    private readonly Lock _gate = new();

    /// <summary>How long nothing is accepted from an address; null: it is not locked out.</summary>
    public TimeSpan? LockedOutFor(IPAddress? address)
    {
        lock (_gate)
        {
            return _records.TryGetValue(NetworkOf(address), out Record? record) && record.Secrets.Count >= Most && record.End > time.GetUtcNow()
                ? record.End - time.GetUtcNow()
                : null;
        }
    }

    /// <summary>A secret was wrong.</summary>
    public void Add(IPAddress? address, string secret)
    {
        lock (_gate)
        {
            IPAddress network = NetworkOf(address);
            if (!_records.TryGetValue(network, out Record? record) || record.End <= time.GetUtcNow())
            {
                MakeRoom();
                _records[network] = record = new Record { End = time.GetUtcNow() + Period };
            }

            if (record.Secrets.Add(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(secret)))) && record.Secrets.Count == Most)
            {
                record.End = time.GetUtcNow() + Period;
            }
        }
    }

    private void MakeRoom()
    {
        if (_records.Count < MostAddresses)
        {
            return;
        }

        foreach (IPAddress old in _records.Where(pair => pair.Value.End <= time.GetUtcNow()).Select(pair => pair.Key).ToList())
        {
            _records.Remove(old);
        }

        if (_records.Count >= MostAddresses)
        {
            _records.Remove(_records.MinBy(pair => pair.Value.End).Key);
        }
    }

    /// <summary>Whoever has one address of IPv6 usually has the 2^64 that begin alike.</summary>
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        byte[] bytes = plain.GetAddressBytes();
        if (bytes.Length == 16)
        {
            bytes.AsSpan(8).Clear();
        }

        return new IPAddress(bytes);
    }

    private sealed class Record
    {
        public HashSet<string> Secrets { get; } = [];

        /// <summary>Nothing of it counts afterwards.</summary>
        public DateTimeOffset End { get; set; }
    }
}
