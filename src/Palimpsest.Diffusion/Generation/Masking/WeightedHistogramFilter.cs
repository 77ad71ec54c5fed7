namespace Palimpsest.Diffusion.Generation.Masking;

/// <summary>
/// A filter between a mean and a median (webui.md 2.10): each cell's neighbours are sorted and their weights stacked; the result is the mean of those in a
/// window of the stack.
/// </summary>
internal static class WeightedHistogramFilter
{
    private const int Radius = 2, Side = (2 * Radius) + 1;

    /// <summary>A Gaussian of variance 1.125 that reaches 0 at a distance of 3.</summary>
    private static readonly double[] Kernel = [.. Enumerable.Range(0, Side * Side).Select(place => Weight(place % Side - Radius, place / Side - Radius))];

    /// <summary>Filters [height, width].</summary>
    /// <param name="from">The window's start, as a part of the whole weight.</param>
    /// <param name="to">Its end.</param>
    public static double[] Apply(double[] values, int width, int height, double from, double to)
    {
        var result = new double[values.Length];
        var neighbours = new List<(double Value, double Weight)>(Side * Side);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                Collect(values, width, height, x, y, neighbours);
                result[(y * width) + x] = WindowMean(neighbours, from, to);
            }
        }

        return result;
    }

    private static void Collect(double[] values, int width, int height, int x, int y, List<(double Value, double Weight)> neighbours)
    {
        neighbours.Clear();
        for (int place = 0; place < Kernel.Length; place++)
        {
            int column = x + (place % Side) - Radius, row = y + (place / Side) - Radius;
            if (column >= 0 && column < width && row >= 0 && row < height)
            {
                neighbours.Add((values[(row * width) + column], Kernel[place]));
            }
        }

        neighbours.Sort((a, b) => a.Value.CompareTo(b.Value));
    }

    private static double WindowMean(List<(double Value, double Weight)> neighbours, double from, double to)
    {
        double whole = neighbours.Sum(neighbour => neighbour.Weight);
        (double start, double end) = (from * whole, to * whole);
        if (end - start < 1)
        {
            // At least as much as the cell itself weighs, moved to lie inside the stack.
            double centre = (start + end) / 2;
            (start, end) = (centre - 0.5, centre + 0.5);
            double shift = start < 0 ? -start : end > whole ? whole - end : 0;
            (start, end) = (start + shift, end + shift);
        }

        double stacked = 0, sum = 0, weights = 0;
        foreach ((double value, double weight) in neighbours)
        {
            double overlap = Math.Max(0, Math.Min(end, stacked + weight) - Math.Max(start, stacked));
            sum += value * overlap;
            weights += overlap;
            stacked += weight;
        }

        return sum / weights;
    }

    private static double Weight(int x, int y)
    {
        const double Edge = 9 / 2.25;
        double tail = Math.Exp(-Edge);
        return Math.Max(0, (Math.Exp(-((x * x) + (y * y)) / 2.25) - tail) / (1 - tail));
    }
}
