namespace Palimpsest.Diffusion.Schedules;

/// <summary>
/// The last bits of webui's sigma table. Its CPU build of torch takes roots and logarithms that are not always correctly rounded: 168 of the 1000 sigmas
/// and 87 of their logarithms are one unit off. That is too little to see, were it not for the SDE samplers, whose noise depends on a sigma's sixth decimal.
/// Measured on the reference table (torch 2.1.2, x86-64); two bits an entry, lowest first: 0, 1 or 3 for 0, 1 or -1 units in the last place.
/// </summary>
internal static class TorchRounding
{
    private const string Sigmas =
        "QQAAAAAAAAAQAAANAEAAAQAwAAAAAAAAAABAUAAQNDBAA0DAxEEcwMQBAAABAHAEAAAAAAAAAAAAAAAAAAMDABA8BAAQBAwAAQMFwwzAQwwAQQRUxAAAAxBD" +
        "A8AAMAwAMQBDAAAAAzAwAAAADAEAAAAAxAAAAAA0ABAAEAAE0ADBDQFEADAwAMMBMEAAEAAwQAAPAAAMAEAAAwAAAAAAAAAAAAAEAADQQATA9AQMAAQAwAAA" +
        "AUAAcEEwAwAAMAEAAADDAADAAAAAAwAAAADABAABAARAQEAxw8AQABAQAAAABBAAAAAAwAAAAAQAAQAAQADAARQcAMA0BQ==";

    private const string LogSigmas =
        "AEAAAAAAAAAAAAABAAAAAAAAAAAAADAAAMQBMEDAwAAAQDAAAAwAAAAAAAAAAAAQAABAAAQBMRMAAxAAAABAAwAAAAAAAwAAAQAAAAAAAAAAAAAMAMAAAAAA" +
        "APAAAAAMAAAAAAAAAAABAAMAAAAAQBAAAQQAQQAAABBQAEAAABAADAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAEHAAAPAxQAMAAAEEAAQAADABAQABAAAQAAQA" +
        "DAAQAAAAAAAAAAAAAAAAAAMFAABAFBBAAARAAARRQAAAAAAAAAADAAAAAAAAAAAAAAAAAAAAAQAAADAABABAAAAAAAAAAA==";

    /// <summary>Moves correctly rounded sigmas of the default table to torch's.</summary>
    public static void ApplyToSigmas(float[] sigmas) => Apply(sigmas, Sigmas);

    /// <summary>Moves correctly rounded logarithms of torch's sigmas to torch's logarithms.</summary>
    public static void ApplyToLogSigmas(float[] logSigmas) => Apply(logSigmas, LogSigmas);

    private static void Apply(float[] values, string corrections)
    {
        byte[] packed = Convert.FromBase64String(corrections);
        for (int i = 0; i < values.Length; i++)
        {
            int units = packed[i / 4] >> (2 * (i % 4)) & 3;
            values[i] = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(values[i]) + (units == 3 ? -1 : units));
        }
    }
}
