namespace Palimpsest.Checkpoints.Pickle;

/// <summary>Hashes keys with the process's random seed, so that a file cannot choose numbers that all collide.</summary>
internal sealed class PickleKeyComparer : IEqualityComparer<object>
{
    public static readonly PickleKeyComparer Instance = new();

    public new bool Equals(object? a, object? b) => object.Equals(a, b);

    public int GetHashCode(object key) => key is string text ? text.GetHashCode() : HashCode.Combine(key);
}
